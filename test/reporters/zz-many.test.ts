import fc from 'fast-check';
fc.configureGlobal({ numRuns: 3000 });
await import('./terminal.test.js');
await import('./markdown.test.js');
await import('./csv.test.js');
await import('./text/width.test.js');
await import('./text/escape.test.js');
await import('./text/numbers.test.js');
