import { problemRule } from './rule';

/** F12: a host part where only container ports belong. */
export const exposeHostMapping = problemRule({
  id: 'expose-host-mapping',
  summary: '`EXPOSE` and `expose` take container ports only, not mappings.',
  category: 'hygiene',
  severity: 'error',
  since: '0.1.0',
  fixable: true,
  docs: {
    why: '`expose` and `EXPOSE` name ports of the container; they publish nothing. Compose refuses `"8080:80"` there, and the Dockerfile build takes it but maps nothing, so the port on the host that somebody expected is not there.',
    howToFix: 'Keep the container port only. To publish it, use `ports` of the Compose service or `docker run -p`.',
    whenToIgnore: 'There is no reason to keep it.',
  },
});
