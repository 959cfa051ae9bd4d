/** A line in the middle of a panel that says why there is nothing; x and y in shares of the figure's plotting area. */
export function notice(text: string, x = 0.5, y = 0.5): object {
  const place = { x, y, xref: "paper", yref: "paper", xanchor: "center", yanchor: "middle" };
  return { text, ...place, showarrow: false, font: { size: 14, color: "#888888" } };
}
