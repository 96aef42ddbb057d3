#!/usr/bin/env node
// The command `likeness`.

import { fail } from './failure.js';
import { asksForJson, run } from './program.js';
import { processTerminal } from './terminal.js';

const argv = process.argv.slice(2);
const terminal = processTerminal();

// The last net: whatever escapes from a library's callback is told like any other failure.
process.on('uncaughtException', (error) => process.exit(fail(terminal, error, asksForJson(argv))));

// Set and not called: the process ends by itself once the last line has been read.
process.exitCode = await run(argv, terminal);
