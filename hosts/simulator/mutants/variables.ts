/** Names the JSON file of hook data for a process that runs with mutated sources. */
export const MUTANT_FILE_VARIABLE = 'HEARTH_SIMULATOR_MUTANT';
