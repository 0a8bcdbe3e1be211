package io.bpmnconnect.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A picture of figures: a bar for each.
 *
 * @param name of its file, without the extension
 * @param title what is shown, and its unit
 * @param values by their labels, in the order they are shown
 */
record Bars(String name, String title, Map<String, Double> values) {

  private static final int WIDTH = 720;
  private static final int LABELS = 220;
  private static final int FIGURES = 90;
  private static final int BAR = 18;
  private static final int STEP = 26;
  private static final int TOP = 40;

  Bars {
    values = new LinkedHashMap<>(values);
  }

  /** The picture in SVG 1.1; those whose labels begin with "our" stand out. */
  String svg() {
    double most = values.values().stream().mapToDouble(Double::doubleValue).max().orElse(1);
    int height = TOP + STEP * values.size() + 10;
    StringBuilder svg = new StringBuilder();
    svg.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" \
        font-family="sans-serif" font-size="13">
        <rect width="100%%" height="100%%" fill="#ffffff"/>
        <text x="10" y="24" font-size="15">%s</text>
        """
            .formatted(WIDTH, height, escaped(title)));
    int y = TOP;
    for (Map.Entry<String, Double> bar : values.entrySet()) {
      long length = Math.round((WIDTH - LABELS - FIGURES) * bar.getValue() / most);
      String color = bar.getKey().startsWith("our") ? "#fc5d0d" : "#8a94a6";
      svg.append(
          """
          <text x="%d" y="%d" text-anchor="end">%s</text>
          <rect x="%d" y="%d" width="%d" height="%d" fill="%s"/>
          <text x="%d" y="%d">%s</text>
          """
              .formatted(
                  LABELS - 8,
                  y + 14,
                  escaped(bar.getKey()),
                  LABELS,
                  y,
                  length,
                  BAR,
                  color,
                  LABELS + length + 6,
                  y + 14,
                  Table.figure(bar.getValue())));
      y += STEP;
    }
    return svg.append("</svg>\n").toString();
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
