#!/usr/bin/env node
// The command `likeness`.

import { fail } from './failure.js';
import { asksForJson, run } from './program.js';
import { processTerminal } from './terminal.js';

// ONNX Runtime's builds for Linux and Windows report their use to Microsoft and keep a device identifier in the
// user's cache. Nothing leaves the machine: it reads this when it is loaded, which is later.
process.env.ORT_DISABLE_TELEMETRY = '1';

const argv = process.argv.slice(2);
const terminal = processTerminal();

// The last net: whatever escapes from a library's callback is told like any other failure.
process.on('uncaughtException', (error) => process.exit(fail(terminal, error, asksForJson(argv))));

// Set and not called: the process ends by itself once the last line has been read.
process.exitCode = await run(argv, terminal);
