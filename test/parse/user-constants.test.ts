/** Which names count as commands, and which files code makes: what programs can say when they call the kernel. */

import { describe, expect, test } from 'vitest';
import { cleanText } from '../../indexer/parse/clean-text.js';
import { extractFile } from '../../indexer/parse/extract-file.js';
import { madeFiles } from '../../indexer/parse/made-files.js';
import { commandNumbers, ioctlCommands, userConstants } from '../../indexer/parse/user-constants.js';

const HEADER = `
#define BOX_PUT 1 /* #define BOX_COMMENT 2 */
#define _UAPI_BOX_H
# define BOX_TAKE  (BOX_PUT + 1)
#define BOX_MACRO(x) (x)
enum box_order { BOX_READ, BOX_WRITE = 4,
	BOX_SEEK };
#define BOX_RESET _IOW('b', 3, int)
`;

const clean = (text: string): string => cleanText(Buffer.from(text));

describe('constants that a program can name', () => {
  test('are those of headers for user space', () => {
    const all = ['BOX_PUT', 'BOX_TAKE', 'BOX_RESET', 'BOX_READ', 'BOX_WRITE', 'BOX_SEEK'];
    expect(userConstants('include/uapi/linux/box.h', clean(HEADER))).toEqual(all);
    expect(userConstants('arch/x86/include/uapi/asm/box.h', clean(HEADER))).toEqual(all);
  });

  test('are families of sockets, which libc defines by itself', () => {
    expect(userConstants('include/linux/socket.h', clean('#define AF_BOX 3\n'))).toEqual(['AF_BOX']);
  });

  test('are elsewhere the numbers of ioctls alone', () => {
    expect(userConstants('drivers/box/box.h', clean(HEADER))).toEqual(['BOX_RESET']);
  });

  test('are told apart where they are commands of ioctls', () => {
    expect(ioctlCommands(clean(HEADER))).toEqual(['BOX_RESET']);
    const ioctls = (text: string) => extractFile('include/uapi/linux/box.h', Buffer.from(text)).ioctls;
    expect(ioctls(HEADER)).toEqual(['BOX_RESET']);
    expect(ioctls('#define BOX_PUT 1\n')).toBeUndefined();
  });

  test('can have a number that is a constant, too', () => {
    const text = `
#define BOX_RESET _IOWR(BOX_IOCTL, BOX_RESET_CMD, struct box)
#define BOX_EMPTY _IO('b', BOX_EMPTY_NR)
#define BOX_LOCK _IOW('b', 3, int)
`;
    const pairs = [
      ['BOX_RESET', 'BOX_RESET_CMD'],
      ['BOX_EMPTY', 'BOX_EMPTY_NR'],
    ];
    expect(commandNumbers(clean(text))).toEqual(pairs);
    expect(extractFile('include/uapi/linux/box.h', Buffer.from(text)).numbers).toEqual(pairs);
  });

  test('are facts of their file', () => {
    expect(extractFile('include/uapi/linux/box.h', Buffer.from(HEADER)).constants).toContain('BOX_TAKE');
    expect(extractFile('fs/box.c', Buffer.from('#define BOX_PUT 1\n')).constants).toBeUndefined();
  });
});

describe('files that code makes', () => {
  const made = (text: string): unknown => {
    const bytes = Buffer.from(text);
    return madeFiles(cleanText(bytes), (start, end) => bytes.subarray(start, end).toString());
  };

  test('have the name and the ops table of the call', () => {
    expect(made('void f(void)\n{\n\tproc_create("boxes", 0444, NULL, &box_proc_ops);\n}\n')).toEqual([
      ['boxes', 'box_proc_ops'],
    ]);
    expect(made('REG("lid", S_IRUGO | S_IWUSR, lid_ops),')).toEqual([['lid', 'lid_ops']]);
    expect(made('trace_create_cpu_file("boxes", 0640, dir, tr, cpu, &box_fops);')).toEqual([['boxes', 'box_fops']]);
  });

  test('have the table before what is handed to its functions', () => {
    expect(made('proc_create_data("boxes", 0644, dir, &box_proc_ops, (void *)(long)box);')).toEqual([
      ['boxes', 'box_proc_ops'],
    ]);
    expect(made('proc_create_data("boxes", 0644, dir, &box_proc_ops, &all);')).toEqual([['boxes', 'box_proc_ops']]);
  });

  test('are none where the name is made up as it runs, or a table is not named', () => {
    expect(made('proc_create(name, 0444, NULL, &box_proc_ops);')).toEqual([]);
    expect(made('proc_create("%s", 0444, NULL, &box_proc_ops);')).toEqual([]);
    expect(made('proc_create("boxes", 0444, NULL, box->ops);')).toEqual([]);
    expect(made('proc_create("boxes')).toEqual([]);
  });
});
