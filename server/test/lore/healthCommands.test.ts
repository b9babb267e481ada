import { describe, expect, it } from 'vitest';
import type { HealthCommand } from '../../src/lore/healthCommands';
import { connectionCheck, programOf, serverCheck } from '../../src/lore/healthCommands';
import { checkOfCommand } from '../../src/lore/health';
import { single } from '../../src/facts';
import { mapCopy } from '../../src/text/mapped';

const textOf = (command: HealthCommand | undefined): string | undefined =>
  command && (command.kind === 'exec' ? command.words.join(' ') : command.line);

describe('serverCheck', () => {
  it.each([
    ['postgres:16', [5432], 'pg_isready -U "${POSTGRES_USER:-postgres}"'],
    ['docker.io/library/postgres', [5433], 'pg_isready -U "${POSTGRES_USER:-postgres}" -p 5433'],
    ['redis:7-alpine', [6379], 'redis-cli ping'],
    ['mysql:8.4', [3306, 33060], 'mysqladmin ping -h 127.0.0.1'],
    ['mariadb', [3306], 'mariadb-admin ping -h 127.0.0.1'],
    ['mariadb:10.11', [3307], 'mariadb-admin ping -h 127.0.0.1 -P 3307'],
    ['mongo:7.0', [27017], "mongosh --quiet --eval db.adminCommand('ping')"],
    ['rabbitmq:3-management', [5672, 15672], 'rabbitmq-diagnostics -q ping'],
    ['rabbitmq:4.1', [5672], 'rabbitmq-diagnostics -q ping'],
    // Versions without the program, or that are not known.
    ['mariadb:10.3', [3306], undefined],
    ['mongo:4.4', [27017], undefined],
    ['mongo:${TAG}', [27017], undefined],
    ['rabbitmq:3.7', [5672], undefined],
    ['redis@sha256:4b1d2a', [6379], undefined],
    // Other images, and ports of which none is known to be the server's.
    ['registry.example/postgres:16', [5432], undefined],
    ['nginx:1.27', [80], undefined],
    ['redis', [7000, 7001], undefined],
    ['', [1], undefined],
  ])('%s on %j: %s', (image, ports, expected) => {
    expect(textOf(serverCheck(image, ports))).toBe(expected);
  });
});

describe('connectionCheck', () => {
  it.each([
    ['alpine', 'nc'],
    ['node:22-alpine3.20', 'nc'],
    ['nginx:1.27-alpine', 'nc'],
    ['node:22-slim', 'node'],
    ['python:3.13', 'python'],
    ['ruby:3.4', 'ruby'],
    ['php:8.4-apache', 'php'],
    ['debian:bookworm-slim', 'bash'],
    ['eclipse-temurin:21-jre', 'bash'],
  ])('%s has %s, and what it runs asks the port', (base, program) => {
    const command = connectionCheck(base, 3000);
    expect(command && programOf(command)).toBe(program);
    const words = (command?.kind === 'exec' ? command.words : []).map((w) => mapCopy(w, 'file:///Dockerfile', 0));
    const [target] = checkOfCommand({ form: 'exec', words, site: { uri: 'file:///Dockerfile', start: 0, end: 0 } }, []);
    expect(single(target?.port)?.value).toEqual({ kind: 'number', number: 3000 });
  });

  it.each([
    'gcr.io/distroless/nodejs22',
    'node:${TAG}',
    'eclipse-temurin:21-nanoserver',
    'somebody/node',
    'golang:1.24',
  ])('%s: not known', (base) => expect(connectionCheck(base, 3000)).toBeUndefined());
});
