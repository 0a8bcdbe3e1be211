package io.bpmnconnect.engine.camunda7;

import io.bpmnconnect.engine.EngineOption;
import io.bpmnconnect.engine.EngineSettings;
import java.util.List;
import java.util.Locale;

/**
 * How values are written as typed variables, and whether serialized Java objects are read.
 * Immutable.
 */
record VariableOptions(
    Objects objects,
    Integers integers,
    Decimals decimals,
    LongStrings longStrings,
    boolean readObjects) {

  /** What maps and lists become. */
  enum Objects {
    OBJECT,
    JSON,
    STRING
  }

  /** What whole numbers of up to 64 bits become. */
  enum Integers {
    LONG,
    INTEGER
  }

  /** What numbers with a fraction become. */
  enum Decimals {
    DOUBLE,
    STRING,
    EXACT
  }

  /** What a text becomes that is longer than the engine's column. */
  enum LongStrings {
    REFUSE,
    JSON,
    BYTES
  }

  private static final EngineOption OBJECTS =
      new EngineOption(
          "objects",
          "Objects and lists",
          "What a variable becomes that is an object or a list. object: a Java object, which"
              + " expressions of the model read as ${customer.vip}; decimals in it become doubles."
              + " json: a variable of type Json with every digit, which needs Spin with its JSON"
              + " data format in the engine. string: the JSON text.",
          List.of("object", "json", "string"),
          "object");

  private static final EngineOption INTEGERS =
      new EngineOption(
          "integers",
          "Whole numbers",
          "The type of whole numbers of up to 64 bits. A correlation variable matches only a"
              + " variable of the same type, so all of one engine's clients should agree. integer:"
              + " where 32 bits are enough. Larger numbers than 64 bits become Java objects, with"
              + " every digit.",
          List.of("long", "integer"),
          "long");

  private static final EngineOption DECIMALS =
      new EngineOption(
          "decimals",
          "Decimals",
          "The type of numbers with a fraction. double: about 15 digits. string: a text with every"
              + " digit. exact: a double where it keeps every digit, a text otherwise.",
          List.of("double", "string", "exact"),
          "double");

  private static final EngineOption LONG_STRINGS =
      new EngineOption(
          "long.strings",
          "Long texts",
          "What becomes of a text of more than "
              + TypedVariables.LONGEST_STRING
              + " characters, which the engine cannot store as a String. refuse: its record is an"
              + " error. json: a variable of type Json, which needs Spin. bytes: its UTF-8 bytes.",
          List.of("refuse", "json", "bytes"),
          "refuse");

  private static final EngineOption READ_OBJECTS =
      new EngineOption(
          "read.objects",
          "Read Java objects",
          "Whether variables that the engine keeps as serialized Java objects are read. false:"
              + " they are given as the Base64 text that the engine answers.",
          List.of("true", "false"),
          "true");

  static final List<EngineOption> ALL =
      List.of(OBJECTS, INTEGERS, DECIMALS, LONG_STRINGS, READ_OBJECTS);

  static final VariableOptions STANDARD =
      new VariableOptions(Objects.OBJECT, Integers.LONG, Decimals.DOUBLE, LongStrings.REFUSE, true);

  /**
   * Those of an engine.
   *
   * @throws IllegalArgumentException if one is none of its choices
   */
  static VariableOptions of(EngineSettings settings) {
    return new VariableOptions(
        choice(Objects.class, OBJECTS, settings),
        choice(Integers.class, INTEGERS, settings),
        choice(Decimals.class, DECIMALS, settings),
        choice(LongStrings.class, LONG_STRINGS, settings),
        Boolean.parseBoolean(READ_OBJECTS.in(settings)));
  }

  /** Whether something is written with a type that the engine knows with Spin only. */
  boolean needSpin() {
    return objects == Objects.JSON || longStrings == LongStrings.JSON;
  }

  /** The settings that need Spin, for messages. */
  String thoseThatNeedSpin() {
    String ofObjects = objects == Objects.JSON ? "engine.camunda7.objects=json" : "";
    String ofStrings = longStrings == LongStrings.JSON ? "engine.camunda7.long.strings=json" : "";
    return ofObjects.isEmpty() || ofStrings.isEmpty()
        ? ofObjects + ofStrings
        : ofObjects + " and " + ofStrings;
  }

  private static <T extends Enum<T>> T choice(
      Class<T> type, EngineOption option, EngineSettings settings) {
    return Enum.valueOf(type, option.in(settings).toUpperCase(Locale.ROOT));
  }
}
