// The tests that run in every host.
import './diagnostics';
import './freshness';
import './navigation';
import './fixes';
import './explain';
import './editing';
import './commands';
import './portMap';
import './agents';
import './everywhere';
import './startup';
