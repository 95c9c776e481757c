/** The way of one application through the operator. */
@NullMarked
package dev.threetier.operator.reconciler;

import org.jspecify.annotations.NullMarked;
