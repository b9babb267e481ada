export { fill } from '../../../shared/src/fill';
