export * from './port';
export * from './facts';
export * from './config';
export * from './assembled';
export * from './change';
export * from './reference';
export * from './problem';
