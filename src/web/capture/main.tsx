// The capture page: where the link leads that a customer was sent. It is small, as phones and lines are.

import '../design/base.css';
import './capture.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Capture } from './capture.js';
import { openLink } from './link.js';
import { firstLanguage } from './words/index.js';

const root = createRoot(document.getElementById('page')!);
let opened = 0;
function begin(): void {
  root.render(
    <StrictMode>
      <Capture key={opened++} link={openLink()} language={firstLanguage(navigator.languages)} />
    </StrictMode>,
  );
}
begin();
// Another link that is opened in this tab changes only what stands behind `#`, and loads nothing.
addEventListener('hashchange', () => {
  if (location.hash.length > 1) begin();
});
