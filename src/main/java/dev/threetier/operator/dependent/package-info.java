/** Carries the blueprint out: what is wanted comes from there, how is the Java Operator SDK's. */
@NullMarked
package dev.threetier.operator.dependent;

import org.jspecify.annotations.NullMarked;
