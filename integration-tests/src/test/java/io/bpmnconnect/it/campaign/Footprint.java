package io.bpmnconnect.it.campaign;

import io.bpmnconnect.it.LiveHeap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What a process holds at a moment: bytes of live objects, threads, open files. Linux only. */
record Footprint(long heap, long threads, long files) {

  static Footprint of(long pid) throws IOException, InterruptedException {
    Path process = Path.of("/proc", Long.toString(pid));
    return new Footprint(
        LiveHeap.of(pid).bytes(), entries(process.resolve("task")), entries(process.resolve("fd")));
  }

  private static long entries(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.count();
    }
  }

  @Override
  public String toString() {
    return "%.1f MB of live objects, %d threads, %d open files"
        .formatted(heap / 1e6, threads, files);
  }
}
