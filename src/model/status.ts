/** How sound a report is: see `Report.status`. */
export type ReportStatus = 'valid' | 'invalid' | 'partial';
