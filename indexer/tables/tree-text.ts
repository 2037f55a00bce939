/** How the readers of this folder see a kernel tree: text by path. */

/** The text of a file by its path from the top of the tree, or `undefined` where the tree has no such file. */
export type TreeText = (path: string) => string | undefined;
