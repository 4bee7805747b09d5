import { decimalExpression } from "../typed-rows";
import type { DatabaseColumn } from "./staged-rows";

/** A column of decimals, from the text that the database writes. */
export function decimalColumn(name: string, selected: string, width: number, scale: number): DatabaseColumn {
  const type = `DECIMAL(${width},${scale})`;
  if (width <= 18) return { name, selected, type };
  // Databases write all decimals of the scale: most are noughts.
  const shortened = (text: string): string => (scale > 9 ? `rtrim(${text}, '0')` : text);
  return { name, selected, type, value: (text) => decimalExpression(shortened(text), width, scale) };
}
