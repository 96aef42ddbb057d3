// The front door of the folder: a table → its forecast, as data and drawn.

export { amountsLike } from './amount.js';
export { forecastTable, type TableForecast } from './forecastTable.js';
export { forecastPage } from './page.js';
export { forecastPng, forecastSvg } from './picture.js';
