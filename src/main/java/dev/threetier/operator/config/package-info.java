/** What the platform team sets for the operator as a whole. */
@NullMarked
package dev.threetier.operator.config;

import org.jspecify.annotations.NullMarked;
