/** A kernel is found by id, line, the `uname -r` of any distribution, or `latest`. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseKernelRelease, resolveKernel } from '../../src/domain/kernel-id.js';

const AVAILABLE = ['6.1.100', '6.12.117', '5.15.150', '6.1.192', '4.19.300'];

describe('parseKernelRelease', () => {
  test.each([
    ['6.1.192', '6.1', 192],
    ['v6.1.192', '6.1', 192],
    ['6.1', '6.1', null],
    ['6.1.y', '6.1', null],
    ['v6.10-rc3', '6.10', 0],
    ['6.10.0-rc3+', '6.10', 0],
    ['6.1.0-55-amd64', '6.1', null],
    ['6.12.117+deb12-cloud-amd64', '6.12', 117],
    ['6.12.9+bpo-amd64', '6.12', 9],
    ['6.1.0-0.deb11.21-amd64', '6.1', null],
    ['5.15.0-105-generic', '5.15', null],
    ['6.8.0-1015-aws', '6.8', null],
    ['6.8.12-060812-generic', '6.8', 12],
    ['6.8.12-300.fc40.x86_64', '6.8', 12],
    ['6.9.0-0.rc5.20240425gite88c4cfcb7b8.43.fc41.x86_64', '6.9', 0],
    ['5.14.0-427.13.1.el9_4.x86_64', '5.14', null],
    ['4.18.0-553.el8_10.x86_64', '4.18', null],
    ['3.10.0-1160.el7.x86_64', '3.10', null],
    ['5.15.0-206.153.7.1.el9uek.x86_64', '5.15', null],
    ['6.4.0-150600.23.7-default', '6.4', null],
    ['5.14.21-150500.55.52-default', '5.14', 21],
    ['6.1.90-99.173.amzn2023.x86_64', '6.1', 90],
    ['5.10.217-205.860.amzn2.x86_64', '5.10', 217],
    ['5.15.137-android14-11-g1234abcd-ab1234', '5.15', 137],
    ['5.15.153.1-microsoft-standard-WSL2', '5.15', 153],
    ['6.6.31+rpt-rpi-v8', '6.6', 31],
    ['6.1.0-rpi7-rpi-v8', '6.1', null],
    ['6.8.4-2-pve', '6.8', 4],
    ['6.9.3-arch1-1', '6.9', 3],
    ['6.6.32_1', '6.6', 32],
  ])('reads %s as line %s, point release %s', (text, line, patch) => {
    expect(parseKernelRelease(text)).toMatchObject({ line, patch });
  });

  test.each(['', '6', '6.', 'six.one', '6.1.2.3.4.5..', '1.0', 'latest', '6.1.192; reboot', '../6.1', '6.1/x', '6,1'])(
    'is null for %j',
    (text) => {
      expect(parseKernelRelease(text)).toBeNull();
    },
  );
});

describe('resolveKernel', () => {
  test.each([
    ['6.1.192', '6.1.192', true, 'id'],
    ['latest', '6.12.117', true, 'latest'],
    ['6.12.117+deb12-cloud-amd64', '6.12.117', true, 'release'],
    ['v6.1.100', '6.1.100', true, 'release'],
    ['6.1', '6.1.192', false, 'line'],
    ['6.1.0-55-amd64', '6.1.192', false, 'line'],
    ['6.1.90-99.173.amzn2023.x86_64', '6.1.100', false, 'line'],
    ['6.1.191', '6.1.192', false, 'line'],
    ['5.15.0-105-generic', '5.15.150', false, 'line'],
    ['6.8.12-300.fc40.x86_64', '6.12.117', false, 'nearest-line'],
    ['6.5', '6.1.192', false, 'nearest-line'],
    ['5.0', '4.19.300', false, 'nearest-line'],
    ['7.0.1', '6.12.117', false, 'nearest-line'],
  ])('answers %s from %s, exact %s (%s)', (requested, id, exact, fit) => {
    expect(resolveKernel(requested, AVAILABLE)).toEqual({ ok: true, requested, id, exact, fit });
  });

  test('takes the newer of two lines that are as near', () => {
    expect(resolveKernel('6.5', ['6.4.1', '6.6.1'])).toMatchObject({ id: '6.6.1' });
  });

  test('takes a line that is itself an id as exact', () => {
    expect(resolveKernel('6.1', ['6.1', '6.1.192'])).toMatchObject({ id: '6.1', exact: true });
  });

  test.each(['banana', '6', '99.1', '', '6.1.192 && reboot', 'x'.repeat(200)])(
    'refuses %j with suggestions',
    (requested) => {
      const result = resolveKernel(requested, AVAILABLE);
      expect(result).toMatchObject({ ok: false, requested });
      if (!result.ok) expect(result.suggestions.length).toBeGreaterThan(0);
    },
  );

  test('suggests the id that was meant', () => {
    expect(resolveKernel('6.l.192', AVAILABLE)).toMatchObject({
      ok: false,
      suggestions: expect.arrayContaining(['6.1.192']),
    });
  });

  test('says so when nothing is indexed', () => {
    expect(resolveKernel('6.1', [])).toMatchObject({ ok: false, reason: 'no kernel is indexed' });
  });

  test('answers with an indexed id or refuses, whatever is sent', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9.+a-z-]{1,30}$/)), (text) => {
        const result = resolveKernel(text, AVAILABLE);
        return !result.ok || AVAILABLE.includes(result.id);
      }),
    );
  });
});
