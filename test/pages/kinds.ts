/** One address of each kind of page, over the bundled packs. */
export const PAGE_KINDS: Readonly<Record<string, string>> = {
  home: '/',
  asked: '/?q=no%20space%20left',
  kernel: '/k/6.1',
  errno: '/k/6.1/errno/ENOSPC',
  syscall: '/k/6.1/syscall/mount',
  answer: '/k/6.1/syscall/mount/ENOSPC',
  arm: '/k/6.1/syscall/clone3/EPERM?arch=arm64',
  function: '/k/6.1/function/count_mounts',
  tunable: '/k/6.1/tunable/fs.mount-max',
  diff: '/diff/6.1.192/6.12.117?errno=ENOSPC&syscall=mount',
  causes: '/causes',
  explain: '/explain',
  about: '/about',
  unknown: '/k/6.1/errno/ENOSPCE',
};
