/** What the page does when scripts run: charts that answer to the pointer, tables that sort, a choice of theme. */
import { showCharts } from './charts.js';
import { makeSortable } from './sorting.js';
import { offerThemes } from './theme.js';

makeSortable();
const redraw = showCharts();
offerThemes(redraw);
