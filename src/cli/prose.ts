// Help is written in lines that fit the source; the terminal has a width of its own.

/** Joins the lines of each paragraph. Empty lines and indented ones stay as they are. */
export const prose = (text: string): string => text.replace(/(?<=\S)\n(?=\S)/g, ' ');
