package io.bpmnconnect.source;

import io.bpmnconnect.engine.ActivatedJob;
import java.util.Collection;
import java.util.Map;

/**
 * How large a job is as JSON, in bytes of UTF-8 without white space. Nothing is serialised for it:
 * the values are walked through. What a converter makes of them can be somewhat larger or smaller.
 */
final class JobSize {

  private static final int QUOTES = 2;

  private JobSize() {}

  /** The size of what makes a job large: its variables, and the headers of its task. */
  static long of(ActivatedJob job) {
    return json(job.variables()) + json(job.customHeaders());
  }

  static long json(Object value) {
    if (value instanceof CharSequence text) {
      return QUOTES + text(text);
    }
    if (value instanceof Map<?, ?> map) {
      long size = punctuation(map.size());
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        size += QUOTES + text(String.valueOf(entry.getKey())) + 1 + json(entry.getValue());
      }
      return size;
    }
    if (value instanceof Collection<?> list) {
      long size = punctuation(list.size());
      for (Object element : list) {
        size += json(element);
      }
      return size;
    }
    return String.valueOf(value).length(); // a number, true, false or null
  }

  /** Brackets, and commas between the elements. */
  private static long punctuation(int elements) {
    return 2L + Math.max(0, elements - 1);
  }

  private static long text(CharSequence text) {
    long size = 0;
    for (int i = 0; i < text.length(); i++) {
      size += bytes(text.charAt(i));
    }
    return size;
  }

  /** As RFC 8259 has it; each half of a pair is two of four bytes. */
  private static int bytes(char c) {
    return switch (c) {
      case '"', '\\', '\b', '\t', '\n', '\f', '\r' -> 2;
      default -> {
        if (c < ' ') {
          yield 6;
        }
        if (c < 0x80) {
          yield 1;
        }
        yield c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
      }
    };
  }
}
