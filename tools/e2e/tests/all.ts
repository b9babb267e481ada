// The tests that run in every host.
import './machinery';
