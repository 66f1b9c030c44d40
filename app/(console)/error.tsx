'use client';
import { PageCrash } from '#components/shell/page-crash.tsx';

export default PageCrash;
