static struct hook hooks[] = {
	HOOK_INIT(file_open, box_file_open), /* entry: hooks [] file_open; entry: hooks [] box_file_open */
	ERROR_ROW("denied", -EACCES), /* entry: hooks [] -EACCES */
};
