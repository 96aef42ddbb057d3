// Neither Docker, Helm nor a cluster runs here. What can be held without them: that every file is well formed, hardened
// as it claims, and says to the service what the service understands.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { addServe } from '../src/cli/commands/serve.js';
import type { Terminal } from '../src/cli/terminal.js';
import { type Configuration, configurationOf } from '../src/service/configuration.js';
import { localMasterKeys } from '../src/service/pictures/index.js';
import { readChart, render, type Yaml } from './helm.fixture.js';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const read = (...path: string[]) => readFileSync(join(HERE, ...path), 'utf8');

const SECRETS = [
  'DATABASE_URL',
  'LIKENESS_MASTER_KEY',
  'LIKENESS_MASTER_KEYS_FORMER',
  'AWS_SECRET_ACCESS_KEY',
];
const KEY = createHash('sha256').update('of no worth').digest('base64');
/** Node's own, for certificates of your own authorities. */
const NODES = ['NODE_EXTRA_CA_CERTS'];
const PICTURE_BYTES = 15 * 2 ** 20;
/** Pictures of a request; what the server admits is held by the tests of `src/service/http`. */
const BODY_BYTES = 3 * PICTURE_BYTES + 2 ** 20;

/** Of a process that ends, s: a full queue of pages (64 × 0.62 core-seconds on two threads), the longest task, its jobs. */
const [QUEUE, LONGEST_TASK, JOBS] = [(64 * 0.62) / 2, 30, 22] as const;

/** Names that the service looks up when it is started. */
async function environmentNames(): Promise<Set<string>> {
  const names = new Set<string>();
  const given: NodeJS.ProcessEnv = {
    LIKENESS_PICTURES: 's3://bucket',
    AWS_ACCESS_KEY_ID: 'id',
    AWS_SECRET_ACCESS_KEY: 'secret',
    LIKENESS_MASTER_KEY: KEY,
  };
  const environment = new Proxy(given, {
    get: (target, name: string) => {
      names.add(name);
      return target[name];
    },
  });
  configurationOf({}, environment);
  (await localMasterKeys({ home: '/nowhere', environment })).close();
  return names;
}

/** What the service makes of a container's arguments and environment. */
function configured(words: readonly string[], environment: Record<string, string>): Configuration {
  let flags: object = {};
  const program = new Command().exitOverride();
  addServe(program, {} as Terminal);
  program.commands[0]!.action((options: object) => {
    flags = options;
  });
  program.parse([...words], { from: 'user' });
  return configurationOf(flags, environment);
}

describe('The Dockerfile', () => {
  const text = read('Dockerfile');
  const lines = text
    .replace(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => /^[A-Z]/.test(line));
  const of = (word: string) => lines.filter((line) => line.startsWith(`${word} `));

  it('builds on a pinned Debian, and on nothing else', () => {
    expect(of('ARG')[0]).toMatch(/^ARG NODE_IMAGE=node:20\.\d+\.\d+-bookworm-slim$/);
    expect(of('FROM')).toEqual([`FROM \${NODE_IMAGE} AS build`, `FROM \${NODE_IMAGE}`]);
  });

  it('installs what the lock file says, without running install scripts, and fetches nothing besides', () => {
    expect(text).toMatch(/^RUN npm ci --ignore-scripts/m);
    expect(text).toMatch(/npm prune --omit=dev --ignore-scripts/);
    expect(of('ADD')).toEqual([]);
    expect(text).not.toMatch(/https?:\/\/(?!127\.0\.0\.1)|curl|wget|apt-get/);
  });

  it('ends as a user who is not root, checks its health with Node alone and stops by SIGTERM', () => {
    expect(of('USER').at(-1)).toMatch(/^USER [1-9]\d*:[1-9]\d*$/);
    expect(of('HEALTHCHECK').at(-1)).toMatch(
      /CMD \["node", "-e", "fetch\('http:\/\/127\.0\.0\.1:4711\/health\/ready'\)/,
    );
    expect(of('STOPSIGNAL')).toEqual(['STOPSIGNAL SIGTERM']);
    expect(of('ENTRYPOINT').at(-1)).toMatch(/^ENTRYPOINT \[/);
    expect(of('LABEL')[0]).toMatch(/org\.opencontainers\.image\.licenses="Apache-2\.0"/);
  });

  it('holds no secret, neither as an argument nor in the environment', () => {
    const settings = [...of('ENV'), ...of('ARG')].join(' ');
    expect(settings).not.toMatch(/KEY|SECRET|PASSWORD|TOKEN|DATABASE_URL/);
  });

  it('starts the service as the service understands it', () => {
    const command = JSON.parse(of('CMD').at(-1)!.slice('CMD '.length)) as string[];
    expect(configured(command, {})).toMatchObject({ host: '0.0.0.0', port: 4711, role: 'all' });
  });

  it('copies only what the builder is given, and the builder is given no secrets', () => {
    const rules = read('Dockerfile.dockerignore').split('\n');
    const copied = of('COPY')
      .filter((line) => !line.includes('--from'))
      .flatMap((line) => line.split(/\s+/).slice(1, -1));
    expect(
      rules
        .filter((rule) => rule.startsWith('!'))
        .map((rule) => rule.slice(1))
        .sort(),
    ).toEqual([...new Set(copied)].sort());
    expect(rules).toContain('**');
  });
});

describe('The compose file', () => {
  const text = read('compose.yaml');
  const { services, networks }: Yaml = parse(text, { merge: true });
  const all = Object.entries<Yaml>(services);
  const SET: Record<string, string> = {
    LIKENESS_DOMAIN: 'id.bank.example',
    LIKENESS_THREADS: '4',
    LIKENESS_DATABASE_PASSWORD: 'p',
    LIKENESS_MASTER_KEY: KEY,
    AWS_ACCESS_KEY_ID: 'likeness',
    AWS_SECRET_ACCESS_KEY: 's',
  };
  const filled = (value: string): string =>
    value.replace(
      /\$\{(\w+)(?::([-?])([^}]*))?\}/g,
      (_, name, how, rest) => SET[name] ?? (how === '-' ? rest : ''),
    );

  it.each(all)('%s is read-only, has no rights, limits, and a pinned image', (name, service) => {
    expect(service.read_only).toBe(true);
    expect(service.cap_drop).toEqual(['ALL']);
    expect(service.cap_add ?? []).toEqual({ balancer: ['NET_BIND_SERVICE'], bucket: ['CHOWN'] }[name] ?? []);
    expect(service.security_opt).toContain('no-new-privileges:true');
    expect(service.privileged).toBeUndefined();
    expect(service.image).toMatch(/:(v?\d+(\.\d+)+(-\w+)?|\$\{LIKENESS_VERSION:-\d+\.\d+\.\d+\})$/);
    expect(service.deploy.resources.limits).toMatchObject({
      cpus: expect.any(String),
      memory: expect.stringMatching(/^\d+[mg]$/),
      pids: expect.any(Number),
    });
  });

  it('waits for what each needs to be well', () => {
    for (const name of ['api-1', 'api-2', 'worker'])
      expect(services[name].depends_on).toEqual({
        postgres: { condition: 'service_healthy' },
        store: { condition: 'service_healthy' },
      });
    for (const name of ['balancer', 'postgres', 'store'])
      expect(services[name].healthcheck.test[0]).toBe('CMD');
    expect(services.store.depends_on.bucket.condition).toBe('service_completed_successfully');
  });

  it('lets a process end what it has begun', () => {
    for (const name of ['api-1', 'api-2', 'worker'])
      expect(Number.parseInt(services[name].stop_grace_period, 10)).toBeGreaterThan(
        QUEUE + LONGEST_TASK + JOBS,
      );
  });

  it('shows the balancer alone to the outside; database and store reach nothing', () => {
    expect(all.filter(([, service]) => service.ports).map(([name]) => name)).toEqual(['balancer']);
    expect(networks.back.internal && networks.front.internal).toBe(true);
    for (const name of ['postgres', 'store']) expect(services[name].networks).toEqual(['back']);
  });

  it('has every secret from .env, whose example holds none and names all that may be set', () => {
    for (const [, { environment = {} }] of all)
      for (const [name, value] of Object.entries<string>(environment))
        if (/KEY|SECRET|PASSWORD|DATABASE_URL/.test(name)) expect(value).toMatch(/\$\{\w+:[?-]/);
    const example = [...read('.env.example').matchAll(/^(\w+)=(.*)$/gm)].map(([, name, value]) => ({
      name,
      value,
    }));
    const asked = new Set([...text.matchAll(/\$\{(\w+)/g)].map(([, name]) => name));
    expect(example.map(({ name }) => name).sort()).toEqual([...asked].sort());
    for (const { name, value } of example) if (/PASSWORD|SECRET|MASTER/.test(name!)) expect(value).toBe('');
  });

  it.each(['api-1', 'api-2', 'worker'])('says to %s what the service understands', async (name) => {
    const { command, environment } = services[name];
    const known = await environmentNames();
    expect(Object.keys(environment).filter((variable) => !known.has(variable))).toEqual([]);
    const given = Object.fromEntries(
      Object.entries<string>(environment).map(([variable, value]) => [variable, filled(value)]),
    );
    expect(configured(command.map(filled), given)).toMatchObject({
      role: name === 'worker' ? 'worker' : 'api',
      workers: name === 'worker' ? 1 : 4,
      host: '0.0.0.0',
      databaseUrl: 'postgresql://likeness:p@postgres:5432/likeness',
      store: { bucket: 'likeness', endpoint: 'http://store:7070' },
      publicUrl: 'https://id.bank.example',
      trustedProxies: [networks.front.ipam.config[0].subnet],
      pictureBytes: PICTURE_BYTES,
    });
  });

  it('lets through what the service would take, and keeps figures within', () => {
    const caddyfile = read('caddy', 'Caddyfile');
    expect(caddyfile).toContain(`max_size ${BODY_BYTES / 2 ** 20}MiB`);
    expect(caddyfile).toMatch(/reverse_proxy api-1:4711 api-2:4711/);
    expect(caddyfile).toMatch(/@inner path \/metrics/);
  });

  it('makes a plain role for the service, whose password is in no file', () => {
    const script = read('postgres', '10-likeness.sql');
    expect(script).toMatch(/nosuperuser .*nobypassrls password :'password'/);
    expect(script).toMatch(/^\\getenv password LIKENESS_DATABASE_PASSWORD$/m);
    expect(services.postgres.environment).toHaveProperty('LIKENESS_DATABASE_PASSWORD');
  });
});

describe('The unit of systemd', () => {
  const unit = read('systemd', 'likeness.service');
  const of = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(unit)?.[1];

  it('starts the service as the service understands it, and gives it time to end', () => {
    const [, command] = of('ExecStart')!.split('main.js ');
    expect(configured(command!.split(' '), {})).toMatchObject({ host: '127.0.0.1', port: 4711, role: 'all' });
    expect(Number(of('TimeoutStopSec'))).toBeGreaterThan(QUEUE + LONGEST_TASK + JOBS);
    // SIGTERM would tell PostgreSQL, too, to end, before all is answered.
    expect(of('KillMode')).toBe('mixed');
  });

  it('takes its secrets from a file, and gives the process no rights', () => {
    expect(unit).not.toMatch(/^Environment=.*(KEY|SECRET|PASSWORD|DATABASE_URL)/m);
    expect(of('EnvironmentFile')).toBe('-/etc/likeness/likeness.env');
    expect(of('CapabilityBoundingSet')).toBe('');
    for (const name of [
      'NoNewPrivileges',
      'ProtectHome',
      'PrivateTmp',
      'PrivateDevices',
      'RestrictNamespaces',
    ])
      expect(of(name)).toBe('yes');
    expect(of('ProtectSystem')).toBe('strict');
  });
});

describe('The chart', () => {
  const chart = readChart(join(HERE, 'helm', 'likeness'));
  const LEAST = { publicUrl: 'https://id.bank.example', pictures: { url: 's3://bank/likeness' } };
  const MOST = {
    ...LEAST,
    model: 'fast',
    image: { digest: `sha256:${'a'.repeat(64)}` },
    imagePullSecrets: [{ name: 'registry' }],
    pictures: { url: 's3://bank/likeness', endpoint: 'https://s3.bank.example' },
    trustedProxies: ['10.0.0.0/8', '172.16.0.0/12'],
    webhookNetworks: ['10.1.0.0/16'],
    extraCertificatesConfigMap: 'authorities',
    ingress: { enabled: true, host: 'id.bank.example', tlsSecretName: 'tls', className: 'outer' },
    podMonitor: { enabled: true, labels: { release: 'prometheus' } },
    podLabels: { team: 'kyc' },
    tolerations: [{ key: 'kyc', operator: 'Exists' }],
  };
  const check = new Ajv({ allErrors: true, strict: false }).compile(chart.schema);
  const find = (manifests: Yaml[], kind: string, name = '') =>
    manifests.find((each) => each.kind === kind && each.metadata.name.endsWith(name));
  const containerOf = (manifests: Yaml[], role: string): Yaml =>
    find(manifests, 'Deployment', role).spec.template.spec.containers[0];

  it('has one list of values: what is documented is what is checked, and what is used', () => {
    const paths = (value: Yaml, at = ''): string[] =>
      value && typeof value === 'object' && !Array.isArray(value) && Object.keys(value).length > 0
        ? Object.keys(value).flatMap((key) => paths(value[key], `${at}.${key}`))
        : [at];
    const checked = (schema: Yaml, at = ''): string[] =>
      schema.properties
        ? Object.keys(schema.properties).flatMap((key) => checked(schema.properties[key], `${at}.${key}`))
        : [at];
    const isWhole = (path: string) => /^\.(api|worker)\.resources/.test(path);
    const documented = paths(chart.values).filter((path) => !isWhole(path));
    expect(documented.sort()).toEqual(
      checked(chart.schema)
        .filter((path) => path !== '.global' && !isWhole(path))
        .sort(),
    );
    const used = [...chart.templates.values()].flatMap((text) =>
      [...text.matchAll(/\.Values((?:\.\w+)+)/g)].map(([, path]) => path!),
    );
    expect([...new Set(used)].filter((path) => !isWhole(path)).sort()).toEqual(documented);
  });

  it('takes its own values, and refuses what is misspelt or out of range', () => {
    expect(check(chart.values), JSON.stringify(check.errors)).toBe(true);
    for (const wrong of [
      { modle: 'fast' },
      { image: { tag: 'latest' } },
      { publicUrl: 'http://id.bank.example' },
    ])
      expect(check({ ...chart.values, ...wrong })).toBe(false);
    expect(() => render(chart)).toThrow('must be set');
  });

  it('makes what a release needs, and the rest where it is asked for', () => {
    const kinds = (values: Yaml) =>
      render(chart, values).map(({ apiVersion, kind }) => `${apiVersion} ${kind}`);
    const always = ['apps/v1 Deployment', 'apps/v1 Deployment', 'networking.k8s.io/v1 NetworkPolicy'];
    const rest = ['policy/v1 PodDisruptionBudget', 'v1 Service', 'v1 ServiceAccount'];
    expect(kinds(LEAST).sort()).toEqual(
      [...always, 'autoscaling/v2 HorizontalPodAutoscaler', ...rest].sort(),
    );
    expect(kinds(MOST)).toEqual(
      expect.arrayContaining(['networking.k8s.io/v1 Ingress', 'monitoring.coreos.com/v1 PodMonitor']),
    );
    expect(
      kinds({ ...LEAST, serviceAccount: { create: false }, networkPolicy: { enabled: false } }),
    ).toHaveLength(5);
  });

  it.each([
    ['with the least that must be set', LEAST],
    ['with all that can be', MOST],
  ])('hardens every container %s', (_, values) => {
    const manifests = render(chart, values);
    for (const role of ['api', 'worker']) {
      const { spec } = find(manifests, 'Deployment', role).spec.template;
      expect(spec.securityContext).toMatchObject({
        runAsNonRoot: true,
        runAsUser: 1000,
        seccompProfile: { type: 'RuntimeDefault' },
      });
      expect(spec.automountServiceAccountToken).toBe(false);
      const container = containerOf(manifests, role);
      expect(container.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      expect(container.readinessProbe.httpGet).toEqual({ path: '/health/ready', port: 'http' });
      expect(container.livenessProbe.httpGet.path).toBe('/health/live');
      expect(container.startupProbe.httpGet.path).toBe('/health/live');
      expect(container.image).not.toMatch(/:latest$/);
      for (const { name, value } of container.env) if (SECRETS.includes(name)) expect(value).toBeUndefined();
    }
  });

  it('selects the pods that it makes', () => {
    const manifests = render(chart, MOST);
    const { labels } = find(manifests, 'Deployment', 'api').spec.template.metadata;
    const selectors = [
      find(manifests, 'Deployment', 'api').spec.selector.matchLabels,
      find(manifests, 'Service').spec.selector,
      find(manifests, 'PodDisruptionBudget').spec.selector.matchLabels,
      find(manifests, 'NetworkPolicy').spec.podSelector.matchLabels,
      find(manifests, 'PodMonitor').spec.selector.matchLabels,
    ];
    for (const selector of selectors) expect(labels).toMatchObject(selector);
    const worker = find(manifests, 'Deployment', 'worker').spec.template.metadata.labels;
    expect(worker).not.toMatchObject(find(manifests, 'Service').spec.selector);
  });

  it.each([
    ['with the least that must be set', LEAST, { model: null }],
    ['with all that can be', MOST, { model: 'fast', trustedProxies: ['10.0.0.0/8', '172.16.0.0/12'] }],
  ])('says to the service what the service understands, %s', async (_, values, expected) => {
    const known = await environmentNames();
    const secrets: Record<string, string> = {
      DATABASE_URL: 'postgresql://likeness:p@database/likeness',
      LIKENESS_MASTER_KEY: KEY,
      AWS_ACCESS_KEY_ID: 'id',
      AWS_SECRET_ACCESS_KEY: 's',
    };
    for (const role of ['api', 'worker']) {
      const { args, env } = containerOf(render(chart, values), role);
      const given = Object.fromEntries(
        env.map(({ name, value }: Yaml) => [name, value ?? secrets[name] ?? '']),
      );
      expect(Object.keys(given).filter((name) => !known.has(name) && !NODES.includes(name))).toEqual([]);
      // The home is the image's affair.
      if (values === MOST)
        expect([...known].filter((name) => !(name in given) && name !== 'LIKENESS_HOME')).toEqual([]);
      expect(configured(args, given)).toMatchObject({
        ...{ role, host: '0.0.0.0', port: 4711, publicUrl: 'https://id.bank.example' },
        ...{ workers: role === 'api' ? 2 : 1, pictureBytes: PICTURE_BYTES, logLevel: 'info' },
        store: { bucket: 'bank', prefix: 'likeness/' },
        ...expected,
      });
    }
  });

  it('has Prometheus say who it is to every pod, with a secret that is made as it is documented', () => {
    const { spec } = find(render(chart, MOST), 'PodMonitor');
    const [endpoint] = spec.podMetricsEndpoints;
    const { metrics } = chart.values.secrets;
    expect(endpoint).toEqual({
      ...{ port: 'http', path: '/metrics', interval: '30s' },
      authorization: { type: 'Bearer', credentials: { name: metrics.name, key: metrics.apiKeyKey } },
    });
    const guide = readFileSync(join(HERE, '..', 'docs', 'service', 'operations.md'), 'utf8');
    expect(guide).toContain(`kubectl create secret generic ${metrics.name} `);
    expect(guide).toContain(`--from-literal=${metrics.apiKeyKey}=`);
    // Without a role, api and worker alike.
    expect(spec.selector.matchLabels).not.toHaveProperty('app.kubernetes.io/component');
  });

  it('asks for a core a thread, and lets a replica end what it has begun', () => {
    const { api, worker } = chart.values;
    expect(Number(api.resources.requests.cpu)).toBe(api.threads);
    expect(Number(worker.resources.requests.cpu)).toBe(worker.threads);
    expect(api.terminationGracePeriodSeconds).toBeGreaterThan(api.drainSeconds + QUEUE + LONGEST_TASK);
    expect(worker.terminationGracePeriodSeconds).toBeGreaterThan(JOBS + QUEUE + LONGEST_TASK);
    const container = containerOf(render(chart, LEAST), 'api');
    expect(container.lifecycle.preStop.exec.command).toEqual(['sleep', String(api.drainSeconds)]);
  });
});
