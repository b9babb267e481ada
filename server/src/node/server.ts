import { startServer } from './serve';
import { channelTransport, streamTransport } from './transports';

// Forked by an editor there is a channel; else the arguments of other editors apply, which say --stdio.
startServer(process.argv.includes('--node-ipc') ? channelTransport() : streamTransport(process.stdin, process.stdout));
