package io.bpmnconnect.connect.delivery;

/** Text that an engine or a user wrote, where there is only so much room for it. */
public final class BoundedText {

  /** In characters. */
  public static final int LONGEST = 2_000;

  private static final String CUT = "…";

  private BoundedText() {}

  /** The text, its end cut off when it is too long. */
  public static String of(String text) {
    if (text.length() <= LONGEST) {
      return text;
    }
    int end = LONGEST - CUT.length();
    return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + CUT;
  }
}
