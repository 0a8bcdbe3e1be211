package io.bpmnconnect.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What is alive on the heap of a JVM, in bytes by class. Arrays of int are left out: a JVM before
 * 19 fills the gaps that a collection leaves with them (JDK-8284435), some MB more or less.
 */
public record LiveHeap(Map<String, Long> bytesByClass) {

  private static final Pattern ROW = Pattern.compile(" *\\d+: +\\d+ +(\\d+) +(.+)");
  private static final String FILLER = "[I";
  private static final int SHOWN = 15;

  /** Reads it from another JVM, which does a full collection for that. */
  public static LiveHeap of(long pid) throws IOException, InterruptedException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Process process =
        new ProcessBuilder(jcmd.toString(), Long.toString(pid), "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Map<String, Long> bytes = new HashMap<>();
    output
        .lines()
        .map(ROW::matcher)
        .filter(Matcher::matches)
        .filter(row -> !row.group(2).startsWith(FILLER))
        .forEach(row -> bytes.merge(row.group(2), Long.valueOf(row.group(1)), Long::sum));
    if (process.waitFor() != 0 || bytes.isEmpty()) {
      throw new IOException("no histogram of process " + pid + ": " + output);
    }
    return new LiveHeap(bytes);
  }

  public long bytes() {
    return bytesByClass.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The classes that have grown most. */
  String growthSince(LiveHeap earlier) {
    Map<String, Long> growth = new HashMap<>();
    bytesByClass.forEach(
        (type, bytes) -> growth.put(type, bytes - earlier.bytesByClass.getOrDefault(type, 0L)));
    return growth.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .limit(SHOWN)
        .map(grown -> "%+d bytes %s".formatted(grown.getValue(), grown.getKey()))
        .collect(Collectors.joining("\n"));
  }
}
