import { describe, expect, it } from 'vitest';
import {
  IANA_EPHEMERAL,
  inRange,
  LINUX_EPHEMERAL,
  NODE_PORTS,
  portClass,
  PRIVILEGED_PORTS,
  tlsTwin,
} from '../../src/lore/portClasses';

describe('portClass', () => {
  it.each([
    [5432, 'database', 'PostgreSQL', true],
    [27018, 'database', 'MongoDB', true],
    [6379, 'cache', 'Redis', true],
    [5672, 'queue', 'RabbitMQ', true],
    [2375, 'docker-api', 'the Docker API without TLS', true],
    [2379, 'cluster', 'etcd', true],
    [15672, 'admin', 'the RabbitMQ management page', true],
    [8080, 'admin', 'the Traefik dashboard', false],
    [9229, 'debug', 'the Node.js inspector', true],
    [8000, 'debug', 'the Java debugger (JDWP)', false],
    [22, 'shell', 'SSH', true],
    [5910, 'shell', 'VNC', true],
  ])('%i is %s', (number, kind, name, distinctive) => {
    expect(portClass(number)).toEqual({ kind, name, distinctive });
  });

  it('knows nothing about common ports', () => {
    for (const n of [80, 443, 8443, 5911, 0, -1, 65535, 1.5]) expect(portClass(n)).toBeUndefined();
  });

  it('tells protocols apart', () => {
    expect(portClass(69, 'udp')?.name).toBe('TFTP');
    expect(portClass(69)).toBeUndefined();
    expect(portClass(5432, 'udp')).toBeUndefined();
    expect(portClass(22, 'sctp')).toBeUndefined();
  });
});

it('has ranges and twins', () => {
  expect([32767, 32768, 60999, 61000].map((n) => inRange(n, LINUX_EPHEMERAL))).toEqual([false, true, true, false]);
  expect(inRange(49152, IANA_EPHEMERAL) && inRange(30000, NODE_PORTS) && inRange(1023, PRIVILEGED_PORTS)).toBe(true);
  expect([80, 389, 5432].map(tlsTwin)).toEqual([443, 636, undefined]);
});
