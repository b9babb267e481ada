import { describe, expect, it } from 'vitest';
import { isHarmlessInclude, isNginxMain, nginxIncludes, nginxPart, readsConfig } from '../../src/lore/configPlaces';

const reader = (words: string[] = [], env: Record<string, string> = {}) => ({
  words,
  env: new Map(Object.entries(env)),
});

describe('where programs look for their configuration', () => {
  it('nginx: the main file, its parts, templates', () => {
    expect(isNginxMain('/etc/nginx/nginx.conf', reader())).toBe(true);
    expect(isNginxMain('/etc/nginx/nginx.conf', reader(['nginx', '-c', '/etc/x.conf']))).toBe(false);
    expect(isNginxMain('/etc/x.conf', reader(['sh', '-c', 'exec nginx -g "daemon off;" -c /etc/x.conf']))).toBe(false);
    expect(isNginxMain('/etc/x.conf', reader(['sh', '-c', 'nginx -c /etc/x.conf']))).toBe(true);
    expect(nginxPart('/etc/nginx/conf.d/a.conf')).toBe('/etc/nginx/conf.d/a.conf');
    expect(nginxPart('/etc/nginx/templates/default.conf.template')).toBe('/etc/nginx/conf.d/default.conf');
    for (const path of ['/etc/nginx/conf.d/a.txt', '/etc/nginx/a/conf.d/a.conf', '/templates/a.conf'])
      expect(nginxPart(path)).toBeUndefined();
  });

  it('nginx: what an include takes in', () => {
    expect(nginxIncludes('conf.d/*.conf', '/etc/nginx/conf.d/a.conf')).toBe(true);
    expect(nginxIncludes('/etc/nginx/*/a.conf', '/etc/nginx/x/a.conf')).toBe(true);
    expect(nginxIncludes('/etc/nginx/*.conf', '/etc/nginx/x/a.conf')).toBe(false);
    expect(nginxIncludes('a.conf', '/etc/nginx/aXconf')).toBe(false);
    expect(nginxIncludes('*'.repeat(50), '/etc/nginx/a')).toBe(false);
    expect(['mime.types', 'fastcgi_params', '/etc/nginx/modules-enabled/*.conf'].every(isHarmlessInclude)).toBe(true);
    expect(isHarmlessInclude('/etc/nginx/conf.d/*.conf')).toBe(false);
  });

  it.each([
    ['/workspace/config/application.yaml', [], {}, true],
    ['/etc/app/application.yaml', [], {}, false],
    ['/etc/app/application.yaml', [], { SPRING_CONFIG_ADDITIONAL_LOCATION: 'file:/etc/app/' }, true],
    ['/etc/app/application.yaml', ['--spring.config.location=/etc/app/application.yaml'], {}, true],
    ['/config/application.yaml', ['--spring.config.location=/etc/app/'], {}, false],
    ['/config/application-prod.yaml', [], {}, false],
    ['/config/application-prod.yaml', [], { SPRING_PROFILES_ACTIVE: 'a, prod' }, true],
    ['/config/bootstrap.yaml', [], {}, false],
  ] as const)('Spring: %s %j %j', (path, words, env, expected) =>
    expect(readsConfig('spring', path, reader([...words], env))).toBe(expected),
  );
});
