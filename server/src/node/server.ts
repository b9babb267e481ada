import { startServer } from './serve';

startServer('arguments');
