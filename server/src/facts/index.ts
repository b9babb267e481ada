export * from './port';
export * from './facts';
export * from './assembled';
export * from './change';
