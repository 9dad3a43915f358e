/**
 * Why a preview cannot be made, in a sentence for whoever asked for it: any other error is a fault of ours.
 */
export class PreviewRefused extends Error {}
