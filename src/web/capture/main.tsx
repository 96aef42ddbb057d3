// The capture page: where the link leads that a customer was sent. It is small, as phones and lines are.

import '../design/base.css';
import './capture.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Capture } from './capture.js';
import { openLink } from './link.js';
import { firstLanguage } from './words/index.js';

const link = openLink();
createRoot(document.getElementById('page')!).render(
  <StrictMode>
    <Capture link={link} language={firstLanguage(navigator.languages)} />
  </StrictMode>,
);
