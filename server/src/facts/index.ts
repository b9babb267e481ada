export * from './port';
export * from './facts';
