/** Version of the product; a check keeps it equal to package.json's. */
export const VERSION = '0.2.0';
