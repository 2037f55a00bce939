/** What the pages can do beyond what they show: copy buttons, the key `/`, the switch of tools. */

/** @param {string} name @param {string} text @param {string} [className] */
function made(name, text, className) {
  const element = document.createElement(name);
  element.textContent = text;
  if (className) element.className = className;
  return element;
}

/** Puts a button beside each command. */
function addCopyButtons() {
  for (const block of document.querySelectorAll('.copyable:not(:has(> .copy))')) {
    const button = made('button', 'Copy', 'copy');
    button.setAttribute('type', 'button');
    button.addEventListener('click', async () => {
      button.textContent = (await copied(block.querySelector('code'))) ? 'Copied' : 'Ctrl-C';
      setTimeout(() => {
        button.textContent = 'Copy';
      }, 2000);
    });
    block.append(button);
  }
}

/**
 * Plain HTTP has no clipboard: there the command is selected, and copied as one would by hand.
 * @param {Element | null} code
 */
async function copied(code) {
  if (!code) return false;
  try {
    await navigator.clipboard.writeText(code.textContent ?? '');
    return true;
  } catch {
    const folded = code.closest('details');
    if (folded) folded.open = true;
    getSelection()?.selectAllChildren(code);
    return document.execCommand('copy');
  }
}

/** The key `/` leads to the search box; Escape and a click elsewhere close what is open. */
function addKeys() {
  document.addEventListener('keydown', (event) => {
    const { target, key } = event;
    const typing = target instanceof HTMLElement && target.matches('input, textarea, select');
    if (key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      document.getElementById('q')?.focus();
    }
    if (key === 'Escape') closeSwitches(null);
  });
  document.addEventListener('click', (event) => {
    closeSwitches(event.target instanceof Element ? event.target.closest('.switch') : null);
  });
}

/** @param {Element | null} but */
function closeSwitches(but) {
  for (const open of document.querySelectorAll('.switch[open]')) if (open !== but) open.removeAttribute('open');
}

/** Shows of each step the commands of one tool, where it can do the step. */
function addToolSwitch() {
  for (const plan of document.querySelectorAll('.plan')) {
    const tools = (plan.getAttribute('data-tools') ?? '').split(' ').filter(Boolean);
    if (tools.length < 2) continue;
    const label = made('label', 'Show the commands of ', 'tools');
    const select = document.createElement('select');
    for (const tool of ['the best tool', ...tools]) select.append(made('option', tool));
    select.addEventListener('change', () => {
      const tool = select.selectedIndex === 0 ? '' : select.value;
      for (const step of plan.querySelectorAll('.steps > li')) showTool(step, tool);
    });
    label.append(select);
    plan.querySelector('.tools')?.replaceWith(label);
  }
}

/** @param {Element} step @param {string} tool */
function showTool(step, tool) {
  const all = [...step.querySelectorAll('.tool')];
  const shown = all.find((one) => one.getAttribute('data-tool') === tool) ?? all[0];
  for (const one of all) one.toggleAttribute('open', one === shown);
}

addCopyButtons();
addKeys();
addToolSwitch();
// What a script draws later wants its buttons, too.
document.addEventListener('drawn', addCopyButtons);
