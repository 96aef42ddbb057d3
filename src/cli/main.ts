#!/usr/bin/env node
// The command `likeness`.

import { run } from './program.js';
import { processTerminal } from './terminal.js';

// Set and not called: the process ends by itself once the last line has been read.
process.exitCode = await run(process.argv.slice(2), processTerminal());
