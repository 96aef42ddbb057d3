// The front door of the page: a report in, one self-contained HTML document out.

export { type PagePictures, renderPage } from './page.js';
