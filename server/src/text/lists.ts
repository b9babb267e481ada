export { append } from '../../../shared/src/lists';
