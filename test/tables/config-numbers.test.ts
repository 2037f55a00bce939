/** The numbers that options have where nobody decides otherwise. */

import { expect, test } from 'vitest';
import { configNumbers } from '../../indexer/tables/config-numbers.js';

const KCONFIG = `
choice
	prompt "Ticks"
	default TICKS_250

	config TICKS_100
		bool "100"
	config TICKS_250
		bool "250"
endchoice

config TICKS
	int
	default 100 if TICKS_100
	default 250 if TICKS_250

config ROOMS_SMALL
	int
	default 0 if ROOMS_FULL
	default 1 if !ROOMS_FULL

config ROOMS_FULL
	bool "Full" if EXPERT
	default y

config DOORS
	int "Doors"
	default DOORS_MIN

config NAME
	string "Name"
	default "(none)"
`;

test('are those of the choice that is the default, of a condition that holds, and of the option that they name', () => {
  const numbers = configNumbers(
    new Map([
      ['kernel/Kconfig.ticks', KCONFIG],
      ['arch/x86/Kconfig', 'config DOORS_MIN\n\tint\n\tdefault 28 if 64BIT\n\tdefault 8\n'],
      ['arch/arm/Kconfig', 'config DOORS_MIN\n\tint\n\tdefault 4\n'],
    ]),
  );
  expect([...numbers].sort()).toEqual([
    ['CONFIG_DOORS', '28'],
    ['CONFIG_DOORS_MIN', '28'],
    ['CONFIG_ROOMS_SMALL', '0'],
    ['CONFIG_TICKS', '250'],
  ]);
});
