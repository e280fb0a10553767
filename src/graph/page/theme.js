/* Colours for the canvases, read from the style sheet so that there is one source. */

const COMMUNITY_COLOURS = 10;

function readTheme() {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue("--" + name).trim();
  const theme = { communities: Array.from({ length: COMMUNITY_COLOURS }, (_, i) => colour("c" + i)), font: style.fontFamily };
  for (const name of ["page", "surface", "text", "muted", "accent", "line", "neutral", "disc", "disc-line", "halo", "edge-strong", "edge-weak", "edge-in", "edge-out"])
    theme[name] = colour(name);
  return theme;
}

function communityColour(model, theme, community) {
  const rank = community == null ? undefined : model.communityRank.get(community);
  return rank && rank.place < COMMUNITY_COLOURS ? theme.communities[rank.place] : theme.neutral;
}
