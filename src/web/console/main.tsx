// The console: where people work with Likeness.

import '../design/base.css';
import './console.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Console } from './console.js';
import { queries } from './server.js';
import { applyTheme } from './shell/theme.js';

applyTheme();
// On its way while it is asked who is signed in.
if (/^\/console(\/cases)?\/?$/.test(location.pathname)) void import('./cases/queue.js');
createRoot(document.getElementById('page')!).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <Console />
    </QueryClientProvider>
  </StrictMode>,
);
