package dev.threetier.operator.cluster;

/**
 * What a database acknowledged, and what it holds.
 *
 * @param acknowledged transactions of which a client has read that they were committed
 * @param recorded transactions that are there; more than acknowledged, for answers get lost too
 * @param lost acknowledged ones that are not there
 * @param torn those of which not all is there
 * @param unbalanced accounts that are not the sum of the transactions
 */
record LedgerReport(int acknowledged, int recorded, int lost, int torn, int unbalanced) {}
