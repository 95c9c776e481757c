/** The custom resource {@code ThreeTierApp}: what a product team writes, and what it is told. */
@NullMarked
package dev.threetier.operator.api.v1alpha1;

import org.jspecify.annotations.NullMarked;
