"""What lies beside a page: print edition, workbook, review guide, tables, data dictionary."""
