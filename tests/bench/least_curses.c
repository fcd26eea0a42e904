/* least_curses: the least that a curses program can do before its first frame is complete. The reference for
 * telltale's first frame. */
#include <curses.h>
#include <locale.h>

int main(void)
{
	setlocale(LC_ALL, "");
	initscr();
	cbreak();
	noecho();
	start_color();
	use_default_colors();
	mvprintw(LINES - 1, 1, "q quit");
	refresh();
	getch();
	endwin();
	return 0;
}
