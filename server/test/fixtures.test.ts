import { runFixtures } from './fixture/run';

runFixtures(0);
