package io.bpmnconnect.connect.mapping;

import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.camunda.feel.syntaxtree.ConstContext;
import org.camunda.feel.syntaxtree.EveryItem;
import org.camunda.feel.syntaxtree.Exp;
import org.camunda.feel.syntaxtree.Filter;
import org.camunda.feel.syntaxtree.For;
import org.camunda.feel.syntaxtree.FunctionDefinition;
import org.camunda.feel.syntaxtree.Ref;
import org.camunda.feel.syntaxtree.SomeItem;
import scala.Product;
import scala.Tuple2;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The names that an expression expects from outside: all that it refers to, less those that it
 * binds itself (iterators, function parameters, earlier entries of a context).
 *
 * <p>Inside a filter every name passes: an element's own fields are names there, and nobody knows
 * them before there is an element. feel-engine's list of variable names is of no use for this check
 * since it contains iterators and the fields of filtered elements.
 */
final class FreeNames {

  /** What a {@code for} gives its body besides its iterators: the results so far. */
  private static final String PARTIAL = "partial";

  private final Set<String> free = new TreeSet<>();

  private FreeNames() {}

  static Set<String> of(Exp expression) {
    FreeNames names = new FreeNames();
    names.collect(expression, Set.of());
    return names.free;
  }

  private void collect(Object node, Set<String> bound) {
    if (node instanceof Ref reference) {
      String name = reference.names().head();
      if (!bound.contains(name)) {
        free.add(name);
      }
    } else if (node instanceof For loop) {
      collect(loop.exp(), with(PARTIAL, bindings(loop.iterators(), bound)));
    } else if (node instanceof SomeItem some) {
      collect(some.condition(), bindings(some.iterators(), bound));
    } else if (node instanceof EveryItem every) {
      collect(every.condition(), bindings(every.iterators(), bound));
    } else if (node instanceof ConstContext context) {
      bindings(context.entries(), bound);
    } else if (node instanceof FunctionDefinition function) {
      Set<String> inside = new HashSet<>(bound);
      inside.addAll(CollectionConverters.asJava(function.parameters()));
      collect(function.body(), inside);
    } else if (node instanceof Filter filter) {
      collect(filter.list(), bound);
    } else if (node instanceof scala.collection.Iterable<?> parts) {
      collectAll(parts.iterator(), bound);
    } else if (node instanceof Product parts) {
      collectAll(parts.productIterator(), bound);
    }
  }

  private void collectAll(Iterator<?> parts, Set<String> bound) {
    while (parts.hasNext()) {
      collect(parts.next(), bound);
    }
  }

  /** Collects each binding's expression, which sees the bindings before it; gives all of them. */
  private Set<String> bindings(
      scala.collection.immutable.List<Tuple2<String, Exp>> bindings, Set<String> outer) {
    Set<String> bound = outer;
    for (Tuple2<String, Exp> binding : CollectionConverters.asJava(bindings)) {
      collect(binding._2(), bound);
      bound = with(binding._1(), bound);
    }
    return bound;
  }

  private static Set<String> with(String name, Set<String> names) {
    Set<String> more = new HashSet<>(names);
    more.add(name);
    return more;
  }
}
